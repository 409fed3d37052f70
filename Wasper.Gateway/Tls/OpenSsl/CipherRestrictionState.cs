namespace Wasper.Gateway.Tls.OpenSsl;

/// <summary>What became of <see cref="CipherRestriction"/>.</summary>
internal enum CipherRestrictionState
{
    /// <summary>Nobody asked for it in this process.</summary>
    NotApplied,

    /// <summary>In force.</summary>
    Applied,

    /// <summary>The operator gave OpenSSL a configuration, and that one holds.</summary>
    OperatorsOwn,

    /// <summary>TLS is not done by OpenSSL on this system, whose defaults hold.</summary>
    NoOpenSsl,

    /// <summary>OpenSSL did not take the configuration, or is older than version 3: its defaults hold.</summary>
    Refused,
}
