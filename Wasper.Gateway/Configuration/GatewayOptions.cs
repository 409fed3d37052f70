namespace Wasper.Gateway.Configuration;

/// <summary>The section <c>Gateway</c>, after validation: every value in it can be used as it is.</summary>
internal sealed record GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>The app, <c>http://host:port</c> without a path.</summary>
    public required Uri Upstream { get; init; }

    public required int HttpPort { get; init; }

    public required int HttpsPort { get; init; }

    /// <summary>The HTTPS port as clients see it, for redirects; differs from <see cref="HttpsPort"/> behind a port mapping.</summary>
    public required int PublicHttpsPort { get; init; }

    /// <summary>Whether other machines can connect (<c>Gateway:BindAddress=any</c>) or only this one (<c>localhost</c>).</summary>
    public required bool BindAny { get; init; }

    /// <summary>Where <c>cert.pem</c> and <c>key.pem</c> are kept.</summary>
    public required string CertificateDirectory { get; init; }

    /// <summary>Names the certificate covers besides localhost.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>Largest request body, in bytes. The container's own nginx takes 100 MB.</summary>
    public required long MaxRequestBodyBytes { get; init; }

    /// <summary>How long an exchange with the app may stay silent; the container's own nginx waits 900 s.</summary>
    public required TimeSpan UpstreamTimeout { get; init; }
}
