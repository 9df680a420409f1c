"""Tools around derivatives: checking them."""
