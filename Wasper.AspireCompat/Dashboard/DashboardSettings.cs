using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dashboard;

/// <summary>Reads one setting of the dashboard at a time. Where a setting has two names, the newer one counts.</summary>
internal sealed class DashboardSettings(IConfiguration configuration)
{
    private const string Unsecured = "ASPIRE_ALLOW_UNSECURED_TRANSPORT";

    /// <summary>Addresses, separated by semicolons as ASP.NET Core does.</summary>
    public IReadOnlyList<Uri> Urls(string name) =>
        [.. (configuration[name] ?? string.Empty)
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => Parse(name, text))];

    public Uri? Url(params ReadOnlySpan<string> names) => Find(names) is var (name, text) ? Parse(name, text) : null;

    /// <summary>
    /// The port of an address that has to be this machine's own. The scheme is not looked at: what listens there is this process, which needs no certificate
    /// to be believed by the dashboard it started.
    /// </summary>
    public int? LoopbackPort(params ReadOnlySpan<string> names)
    {
        if (Find(names) is not var (name, text))
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.IsLoopback
            ? url.Port
            : throw new DistributedApplicationException(
                $"The setting {name} is '{text}'; it must be an address of this machine, such as http://localhost:18891, or be removed.");
    }

    public bool Flag(params ReadOnlySpan<string> names) => Find(names) switch
    {
        null => false,
        (_, "1") => true,
        (_, "0") => false,
        var (_, text) when bool.TryParse(text, out var value) => value,
        var (name, text) => throw new DistributedApplicationException($"The setting {name} is '{text}'; it must be 'true' or 'false'."),
    };

    /// <summary>A chosen key, or a new one.</summary>
    public string Key(string name) => configuration[name] is { Length: > 0 } key ? key : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private (string Name, string Text)? Find(ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (configuration[name] is { Length: > 0 } text)
            {
                return (name, text);
            }
        }

        return null;
    }

    private Uri Parse(string name, string text)
    {
        // ASP.NET Core writes * and + for every address of the machine, which no URI may have for a host.
        var parsable = text.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(parsable, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            throw new DistributedApplicationException($"The setting {name} is '{text}'; it must be an address such as http://localhost:18888, or be removed.");
        }

        // The dashboard shows every setting of every service: to others only over a protected connection, unless someone insists.
        return url.IsLoopback || url.Scheme == Uri.UriSchemeHttps || Flag(Unsecured)
            ? url
            : throw new DistributedApplicationException(
                $"The setting {name} is '{text}', which others can reach and read along: use https or localhost, or set {Unsecured}=true.");
    }
}
