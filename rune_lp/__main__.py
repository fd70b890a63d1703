"""`python -m rune_lp`: the same as `rune-lp`."""

from rune_lp.cli import main

if __name__ == "__main__":
    main()
