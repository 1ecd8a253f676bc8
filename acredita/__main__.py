"""`python -m acredita` is the command line."""

from acredita.cli import main

if __name__ == "__main__":
    main()
