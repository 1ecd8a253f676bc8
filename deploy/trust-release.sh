#!/usr/bin/env bash
# Trusts whoever released a bundle, for this and later ones. Usage: trust-release.sh KEY.pub BUNDLE.tar.gz [SIGNERS]
# Changes nothing unless the key signed the bundle: a wrong key must not shut out the next update.
set -euo pipefail
key=$1 bundle=$2 signers=${3:-/etc/acredita/release-signers}
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
printf 'release namespaces="acredita-release" %s\n' "$(cut -d' ' -f1,2 "$key")" >"$fresh"
if [ ! -f "$bundle.sig" ]; then echo "$bundle.sig is missing: copy the signature too" >&2; exit 1; fi
ssh-keygen -q -Y verify -f "$fresh" -I release -n acredita-release -s "$bundle.sig" <"$bundle" >/dev/null 2>&1 ||
    { echo "the bundle is not signed with the release key: nothing of it was installed" >&2; exit 1; }
install -D -m 0644 "$fresh" "$signers"
