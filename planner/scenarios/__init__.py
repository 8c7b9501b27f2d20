"""What if: scenarios of a territory, solved and compared; sweeps, explanations, baselines."""
