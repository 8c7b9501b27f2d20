"""Day routes: the pool of those seen, and pricing, which finds new ones and proves a bound."""

from models.routes.day import SCALE
from models.routes.pool import RoutePool, price_pool
from models.routes.pricing import Pricer, Pricing

__all__ = ["SCALE", "Pricer", "Pricing", "RoutePool", "price_pool"]
