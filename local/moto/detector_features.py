"""Features of a GuardDuty detector that a change does not name, which moto forgets."""

from moto.guardduty.models import Detector

update = Detector.update


def update_named(detector, enable, frequency, sources, features):
    kept = {feature["name"]: feature for feature in [*detector.features, *(features or [])]}
    update(detector, enable, frequency, sources, list(kept.values()))


Detector.update = update_named
