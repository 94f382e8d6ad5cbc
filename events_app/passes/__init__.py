"""Entry passes signed so that a gate can check them with no network, gates, and check-ins."""
