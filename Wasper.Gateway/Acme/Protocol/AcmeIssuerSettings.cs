using System.Security.Cryptography.X509Certificates;

namespace Wasper.Gateway.Acme.Protocol;

/// <summary>How to talk to one issuer.</summary>
internal sealed record AcmeIssuerSettings
{
    /// <summary>As the configuration calls it.</summary>
    public required string Name { get; init; }

    /// <summary><c>https</c>, or <c>http</c> to a loopback address.</summary>
    public required Uri Directory { get; init; }

    /// <summary>E-mail addresses; may be empty.</summary>
    public IReadOnlyList<string> Contacts { get; init; } = [];

    /// <summary>Whether the operator has agreed to the issuer's terms of service. Without it no account is made where the issuer has terms.</summary>
    public bool TermsAgreed { get; init; }

    /// <summary>For issuers that bind an account to one of their own (ZeroSSL and others); null elsewhere.</summary>
    public ExternalAccount? ExternalAccount { get; init; }

    /// <summary>The common name of the issuer that the last certificate of the chain should have; null for the issuer's default chain.</summary>
    public string? PreferredChain { get; init; }

    /// <summary>The only roots to trust the directory by; empty for the system's.</summary>
    public X509Certificate2Collection TrustedRoots { get; init; } = [];

    /// <summary>For one request, with its body.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How soon to ask again where the issuer does not say, be it for the end of a validation or after an error; further apart each time.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For a whole order, with the waiting for the issuer's validation.</summary>
    public TimeSpan OrderTimeout { get; init; } = TimeSpan.FromMinutes(10);
}
