"""What authors of scenario packs need: a pack to begin with, and a look at what they wrote."""
