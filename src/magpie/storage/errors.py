"""What storage raises; the router and the command line turn these into answers."""


class StorageError(Exception):
    """The store cannot be opened or used. The text is one sentence for the operator."""


class NotStored(Exception):
    """The store cannot write now: a full disk, a database that is away. Nothing of it is there."""


class ItemNotFound(Exception):
    """An id that the caller named is not in the archive (XEP-0313, 4.1.3 and 4.3.1)."""


class Duplicate(Exception):
    """There is a row of this name already."""
