"""Other systems on the same problems, each modelled as well as it can be, for comparison.

None of them can say all the rules: see `offer` for what they are offered instead, `repair` for how
a plan that keeps every rule is made of their routes, and ``with_*`` for each one's own model.
"""

from planner.bench.peers.run import PEERS, missing, run_peer

__all__ = ["PEERS", "missing", "run_peer"]
