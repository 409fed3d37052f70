namespace Wasper.Gateway.Tls;

/// <summary>Where a certificate comes from.</summary>
internal enum CertificateSourceKind
{
    /// <summary>Made here, unless somebody has put a better one into the folder.</summary>
    SelfSigned,

    /// <summary>Kept by somebody else in two files, and read again whenever they change.</summary>
    File,

    /// <summary>Ordered from an issuer; self-signed until it has come.</summary>
    Acme,
}
