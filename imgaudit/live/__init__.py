"""What the public gets: anonymous requests for the addresses of hosts that the school has confirmed as its own.

The only room that speaks to the network, and only when it is called. ``doors`` says whereto a connection may lead,
``manners`` how often and whether at all, ``fetching`` makes one request, ``judging`` says what an answer means, and
``visiting`` goes through an inventory. ``copying`` copies a website, and ``links`` says where its pages lead.
``stores`` copies an export out of an object store. ``loopback`` serves a website on this machine, for the demo and for
tests.
"""

from imgaudit.live.copying import copy_site
from imgaudit.live.stores import fetch
from imgaudit.live.visiting import visit, visited

__all__ = ["copy_site", "fetch", "visit", "visited"]
