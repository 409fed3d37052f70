using System.Security.Cryptography;
using System.Text;

namespace Wasper.AppHost.Embedded;

/// <summary>Where PostgreSQL's data is kept: in the data path, unless the account that it runs as can't get there.</summary>
internal static class DataPlace
{
    private const string Elsewhere = "/var/lib/wasper";

    /// <param name="dataPath">The folder of all data; made where it is missing.</param>
    /// <param name="account">Whom PostgreSQL runs as.</param>
    /// <param name="say">Told where the data is if it is elsewhere.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<string> ForPostgresAsync(string dataPath, ServiceAccount account, Action<string> say, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(dataPath);
        if (await account.CanReachAsync(dataPath, cancellationToken))
        {
            return Path.Combine(dataPath, "postgres");
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataPath)))[..8];
        var place = Path.Combine(Elsewhere, hash);
        Directory.CreateDirectory(place);
        say($"PostgreSQL's data is in '{place}', because '{account.Name}', whom it runs as, can't reach '{dataPath}'.");
        return Path.Combine(place, "postgres");
    }
}
