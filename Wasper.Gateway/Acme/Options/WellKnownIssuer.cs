namespace Wasper.Gateway.Acme.Options;

/// <summary>An issuer that the configuration may call by its name alone.</summary>
/// <param name="Staging">Where an order can be tried without counting; null where there is no such place.</param>
/// <param name="NeedsExternalAccount">Whether accounts are bound to one that is made on the issuer's own pages (RFC 8555, section 7.3.4).</param>
internal sealed record WellKnownIssuer(Uri Directory, Uri? Staging = null, bool NeedsExternalAccount = false)
{
    private static readonly Uri _letsEncryptStaging = new("https://acme-staging-v02.api.letsencrypt.org/directory");

    /// <summary>By name. The addresses are the issuers' published ones.</summary>
    public static IReadOnlyDictionary<string, WellKnownIssuer> All { get; } = new Dictionary<string, WellKnownIssuer>
    {
        ["letsencrypt"] = new(new Uri("https://acme-v02.api.letsencrypt.org/directory"), _letsEncryptStaging),
        ["letsencrypt-staging"] = new(_letsEncryptStaging),
        ["zerossl"] = new(new Uri("https://acme.zerossl.com/v2/DV90"), NeedsExternalAccount: true),
        ["google"] = new(new Uri("https://dv.acme-v02.api.pki.goog/directory"), NeedsExternalAccount: true),
        ["google-staging"] = new(new Uri("https://dv.acme-v02.test-api.pki.goog/directory"), NeedsExternalAccount: true),
        ["sslcom"] = new(new Uri("https://acme.ssl.com/sslcom-dv-ecc"), NeedsExternalAccount: true),
    };
}
