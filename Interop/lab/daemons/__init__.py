"""The real daemons, each as a class with the same verbs."""

from .apus import Apus
from .bird import BIRD
from .exabgp import ExaBGP
from .frr import FRR
from .gobgp import GoBGP
from .openbgpd import OpenBGPD

FOREIGN = {"bird": BIRD, "frr": FRR, "gobgp": GoBGP, "openbgpd": OpenBGPD, "exabgp": ExaBGP}
