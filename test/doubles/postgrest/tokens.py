"""JSON web tokens, signed with HS256 and a shared secret."""
import base64
import binascii
import hashlib
import hmac
import json
import time

from errors import ApiError


def _decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def claims_of(header, secret, anonymous):
    """The claims of an Authorization header and whether there is one; without it, those of the anonymous role."""
    if header is None:
        if not anonymous:
            raise ApiError(401, "PGRST302", "Anonymous access is disabled")
        return {"role": anonymous}, False
    scheme, _, token = header.partition(" ")
    parts = token.split(".")
    if scheme.lower() != "bearer" or len(parts) != 3:
        raise ApiError(401, "PGRST301", "Expected 3 parts in JWT")
    try:
        kind, claims = json.loads(_decoded(parts[0])), json.loads(_decoded(parts[1]))
        signature = _decoded(parts[2])
    except (binascii.Error, ValueError):
        raise ApiError(401, "PGRST301", "JWT cannot be decoded") from None
    expected = hmac.new(secret.encode(), f"{parts[0]}.{parts[1]}".encode(), hashlib.sha256).digest()
    if kind.get("alg") != "HS256" or not hmac.compare_digest(signature, expected):
        raise ApiError(401, "PGRST301", "JWSError JWSInvalidSignature")
    if claims.get("exp", float("inf")) < time.time() - 30:
        raise ApiError(401, "PGRST303", "JWT expired")
    if "role" not in claims:
        claims["role"] = anonymous
    return claims, True
