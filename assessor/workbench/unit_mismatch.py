"""Whether a form names another unit than the account that handed it in."""

from assessor.indicators.unit_names import same_organisation


def printed_otherwise(unit: str, printed: str) -> str:
    """Return in Chinese that a form names another unit, ``""`` if it does not.

    Parameters
    ----------
    unit
        That of the account, ``""`` where reviewers handed the paper in.
    printed
        What the form says.
    """
    if not unit or not printed.strip() or same_organisation(unit, printed):
        return ""
    return f"材料上写的单位是“{' '.join(printed.split())}”，与上传账号的单位“{unit}”不同，请核对"
