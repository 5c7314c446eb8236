// SimulatedTracing
