using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wasper.AppHost.Embedded;

namespace Wasper.AppHost.Running;

/// <summary>
/// Remembers, beside the data, by which secrets it was made: as hashes. User secrets can be lost, or belong to another clone; new ones over existing
/// data would lock PostgreSQL and make every stored connection unreadable without anybody noticing.
/// </summary>
internal static class SecretsGuard
{
    private const string FileName = "secrets.sha256.json";

    /// <exception cref="PreparationException">A secret is not the one that the data was made with. Nothing was changed.</exception>
    public static async Task CheckAsync(string dataPath, IReadOnlyDictionary<string, string> secrets, CancellationToken cancellationToken)
    {
        var file = Path.Combine(dataPath, FileName);
        var known = await ReadAsync(file, cancellationToken);
        var hashes = secrets.ToDictionary(secret => secret.Key, secret => Hash(secret.Key, secret.Value));
        var changed = hashes.Where(hash => known.TryGetValue(hash.Key, out var earlier) && earlier != hash.Value).Select(hash => $"Parameters:{hash.Key}").ToList();
        if (changed.Count > 0)
        {
            throw new PreparationException(
                $"The data of this stack was made with another value of {string.Join(", ", changed)}: put the earlier one back "
                + "(dotnet user-secrets set <name> <value> --project Wasper.AppHost). "
                + $"To start anew without that data, remove '{dataPath}' and, with containers, the stack's volumes.");
        }

        if (hashes.Keys.Any(name => !known.ContainsKey(name)))
        {
            Directory.CreateDirectory(dataPath);
            await PrivateFile.WriteAsync(file, JsonSerializer.Serialize(hashes), cancellationToken);
        }
    }

    private static async Task<Dictionary<string, string>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(file, cancellationToken)) ?? [];
        }
        catch (JsonException exception)
        {
            throw new PreparationException($"'{file}' is damaged, so that nobody can tell whether the secrets fit the data: remove it if you know that they do.", exception);
        }
    }

    // The secrets are 128 random bits: a plain hash does not give them away. The name keeps equal values of two secrets from looking equal.
    private static string Hash(string name, string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\n{value}")));
}
