using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Wasper.Gateway.Acme.Protocol.Transport;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Acme.Options;

/// <summary>One entry of <c>Gateway:Acme:Issuers</c>: the name of a well-known issuer, or a section.</summary>
internal sealed partial record IssuerOptions
{
    /// <summary>For logs, metrics and the folder of its account.</summary>
    public required string Name { get; init; }

    public required Uri Directory { get; init; }

    /// <summary>Where an order must succeed after a failed validation, before <see cref="Directory"/> is asked again; null to go without.</summary>
    public Uri? StagingDirectory { get; init; }

    public string? ExternalAccountKeyId { get; init; }

    /// <summary>base64url, as issuers hand it out.</summary>
    public Secret? ExternalAccountHmac { get; init; }

    /// <summary>A profile of the issuer's directory, such as Let's Encrypt's <c>tlsserver</c> or <c>shortlived</c>; null for its default.</summary>
    public string? Profile { get; init; }

    /// <summary>The common name of the root, or of who issued the last certificate, that the chain should lead to; null for the issuer's default chain.</summary>
    public string? PreferredChain { get; init; }

    /// <summary>The only roots to trust the directory by; empty for the system's.</summary>
    [JsonIgnore]
    public X509Certificate2Collection TrustedRoots { get; init; } = [];

    public static IssuerOptions Read(SectionReader section)
    {
        var name = section.Word ?? section.Text("Name") ?? "";
        if (!SafeName().IsMatch(name))
        {
            section.Fail("Name", name, "is no name for an issuer: use small letters, digits and dashes");
        }

        var known = WellKnownIssuer.All.GetValueOrDefault(name);
        var (keyId, hmac) = (section.Text("ExternalAccountKeyId"), section.Secret("ExternalAccountHmac"));
        if (keyId is null != hmac is null || (keyId is null && known is { NeedsExternalAccount: true }))
        {
            section.Fail(
                keyId is null ? "ExternalAccountKeyId" : "ExternalAccountHmac",
                null,
                $"is missing: set ExternalAccountKeyId and ExternalAccountHmac to what {name} shows on the page of your account there");
        }

        return new IssuerOptions
        {
            Name = name,
            Directory = Address(section, "Directory") ?? known?.Directory ?? MissingDirectory(section),
            StagingDirectory = Address(section, "StagingDirectory") ?? known?.Staging,
            ExternalAccountKeyId = keyId,
            ExternalAccountHmac = hmac,
            Profile = section.Text("Profile"),
            PreferredChain = section.Text("PreferredChain"),
            TrustedRoots = Roots(section),
        };
    }

    private static Uri MissingDirectory(SectionReader section)
    {
        section.Fail(
            "Directory", null, $"is not set: give the https address of the issuer's ACME directory, or the name of one of {string.Join(", ", WellKnownIssuer.All.Keys)}");
        return new Uri("https://localhost");
    }

    private static Uri? Address(SectionReader section, string key)
    {
        var value = section.Text(key);
        if (value is null || (Uri.TryCreate(value, UriKind.Absolute, out var address) && AcmeTransport.IsAllowed(address)))
        {
            return value is null ? null : new Uri(value);
        }

        section.Fail(key, value, "is not the https address of an ACME directory: copy it from the issuer's documentation");
        return new Uri("https://localhost");
    }

    private static X509Certificate2Collection Roots(SectionReader section)
    {
        var roots = new X509Certificate2Collection();
        if (section.Text("TrustedRootsFile") is not { } path)
        {
            return roots;
        }

        var reason = "there is no certificate in it";
        try
        {
            roots.ImportFromPemFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            reason = exception.Message.TrimEnd('.');
        }

        if (roots.Count == 0)
        {
            section.Fail("TrustedRootsFile", path, $"cannot be used ({reason}): name a file with the PEM certificates to trust the issuer's address by");
        }

        return roots;
    }

    /// <summary>It becomes the name of a folder.</summary>
    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex SafeName();
}
