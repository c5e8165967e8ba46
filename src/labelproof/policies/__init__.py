"""Who may do what: policies as Cedar text, and the one Authorizer over them."""

from labelproof.policies.cedar import CedarAuthorizer

__all__ = ["CedarAuthorizer"]
