"""How well the checks of objectivity work, measured on worlds with known truth and on real results. Not shipped.

Every folder (of the kit that makes and scores worlds, of the real files) is an argument: nothing here knows where it is.
"""
