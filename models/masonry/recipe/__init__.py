"""How the masonry model is made: render, train, export, evaluate."""
