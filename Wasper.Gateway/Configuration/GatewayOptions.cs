using Wasper.Gateway.AccessLog;
using Wasper.Gateway.Acme.Options;
using Wasper.Gateway.Admin;
using Wasper.Gateway.Caching.Assets;
using Wasper.Gateway.Caching.Compression;
using Wasper.Gateway.Clients;
using Wasper.Gateway.Draining;
using Wasper.Gateway.Headers.Policy;
using Wasper.Gateway.Holding;
using Wasper.Gateway.Listening;
using Wasper.Gateway.Protection;
using Wasper.Gateway.Proxy;
using Wasper.Gateway.Tls;
using Wasper.Gateway.Webhooks;

namespace Wasper.Gateway.Configuration;

/// <summary>The section <c>Gateway</c>, after validation: every value in it can be used as it is.</summary>
/// <remarks>
/// Under an orchestrator the ports that clients see are not the ones the gateway listens on: Aspire's DCP proxies 8080 and 8443 to target
/// ports that it picks anew on each run, tests give random ones, Docker maps them. So the gateway takes both: where to listen
/// (<see cref="HttpPort"/>, <see cref="HttpsPort"/>; an AppHost names them as the endpoints' <c>env</c>) and where clients find HTTPS
/// (<see cref="PublicHttpsPort"/>), the only public port it ever has to write down. It does not read <c>ASPNETCORE_URLS</c>, which cannot say the
/// latter. DCP's proxy works on TCP, so behind it every client has a loopback address; on a VM there is no such proxy.
/// </remarks>
internal sealed record GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>The app, <c>http://host:port</c> without a path.</summary>
    public required Uri Upstream { get; init; }

    /// <summary>Where to listen for HTTP: health and redirects.</summary>
    public required int HttpPort { get; init; }

    /// <summary>Where to listen for HTTPS: the app.</summary>
    public required int HttpsPort { get; init; }

    /// <summary>The HTTPS port as clients see it, for redirects; <see cref="HttpsPort"/> where nothing lies between.</summary>
    public required int PublicHttpsPort { get; init; }

    /// <summary>Whether other machines can connect (<c>Gateway:BindAddress=any</c>) or only this one (<c>localhost</c>).</summary>
    public required bool BindAny { get; init; }

    /// <summary>Where <c>cert.pem</c> and <c>key.pem</c> are kept.</summary>
    public required string CertificateDirectory { get; init; }

    /// <summary>Where the certificate comes from.</summary>
    public required CertificateOptions Certificate { get; init; }

    /// <summary>Names the certificate covers besides localhost, and the only ones that requests may be for; where there is none, any will do.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>Largest request body, in bytes. The container's own nginx takes 100 MB.</summary>
    public required long MaxRequestBodyBytes { get; init; }

    /// <summary>How long an exchange with the app may stay silent; the container's own nginx waits 900 s.</summary>
    public required TimeSpan UpstreamTimeout { get; init; }

    /// <summary>Proxies whose word about a request's client is taken.</summary>
    public required NetworkList TrustedProxies { get; init; }

    /// <summary>Where a trusted proxy names the client: X-Forwarded-For, or a header with one address, such as CF-Connecting-IP.</summary>
    public required string ClientAddressHeader { get; init; }

    /// <summary>Used where the certificate comes from an issuer.</summary>
    public required AcmeOptions Acme { get; init; }

    public required CacheOptions Cache { get; init; }

    public required CompressionOptions Compression { get; init; }

    public required AccessLogOptions AccessLog { get; init; }

    public required AdminOptions Admin { get; init; }

    /// <summary>How the app's index page is watched.</summary>
    public required AppPageOptions AppPage { get; init; }

    /// <summary>How often an app that is up is asked for its health; zero to ask only after a failure.</summary>
    public required TimeSpan HealthPoll { get; init; }

    /// <inheritdoc cref="HoldOptions"/>
    public required HoldOptions Hold { get; init; }

    /// <inheritdoc cref="LimitOptions"/>
    public required LimitOptions Limits { get; init; }

    /// <inheritdoc cref="RateLimitOptions"/>
    public required RateLimitOptions RateLimit { get; init; }

    /// <inheritdoc cref="AllowListOptions"/>
    public required AllowListOptions AllowList { get; init; }

    /// <inheritdoc cref="DrainOptions"/>
    public required DrainOptions Drain { get; init; }

    /// <inheritdoc cref="WebhookOptions"/>
    public required WebhookOptions Webhooks { get; init; }

    public required ContentSecurityPolicyOptions ContentSecurityPolicy { get; init; }
}
