"""Whether a file can be printed at all, seen before anything is sent: a PDF that opens without a password and is whole."""

from io import BytesIO

from kiosk.languages.fault import Fault, KnownFault


def pages_of(pdf: bytes) -> int:
    """How many pages it has. Raises KnownFault: `print_not_pdf`, `print_encrypted`, `print_torn`."""
    # Imported here: it takes a tenth of a second, which the first picture of the terminal shall not wait for.
    import pikepdf

    # Readers look for the header in the first kilobyte (ISO 32000-1, annex H).
    if b"%PDF-" not in pdf[:1024]:
        raise KnownFault(Fault("print_not_pdf"))
    try:
        # Mending a torn file would print what is left of it, and nobody would know what is missing.
        with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as document:
            if document.is_encrypted:
                raise KnownFault(Fault("print_encrypted"))
            count = len(document.pages)
    except pikepdf.PasswordError:
        raise KnownFault(Fault("print_encrypted")) from None
    except (pikepdf.PdfError, ValueError, RuntimeError, KeyError, TypeError):
        raise KnownFault(Fault("print_torn")) from None
    if count == 0:
        raise KnownFault(Fault("print_torn"))
    return count
