namespace Wasper.Gateway.Acme.Renewal;

/// <summary>Why a certificate is to be ordered.</summary>
internal enum RenewalReason
{
    /// <summary>It is not.</summary>
    NotDue,

    NoCertificate,

    /// <summary>Names of the configuration that the certificate does not cover.</summary>
    NamesMissing,

    /// <summary>An operator asked for it.</summary>
    Requested,

    /// <summary>The issuer that gave it is no longer in the configuration: most often a staging directory, which no client trusts.</summary>
    IssuerChanged,

    /// <summary>Revoked, or the issuer's renewal window lies in the past: it is about to be.</summary>
    ReplaceAtOnce,

    /// <summary>The moment picked in the issuer's renewal window (RFC 9773).</summary>
    RenewalWindow,

    /// <summary>A third of its life is left, a half where it lives less than ten days, and the issuer has named no earlier moment.</summary>
    Backstop,
}
