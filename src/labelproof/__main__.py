"""`python -m labelproof`."""

from labelproof.app import main

main()
