"""Day routes: the pool of those seen, and pricing, which finds new ones and proves a bound."""

from models.limits import SCALE
from models.routes.enumeration import Enumeration, enumerate_routes
from models.routes.pool import RoutePool
from models.routes.pricing import Pricer, Pricing

__all__ = [
    "SCALE",
    "Enumeration",
    "Pricer",
    "Pricing",
    "RoutePool",
    "enumerate_routes",
]
