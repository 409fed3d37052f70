namespace Wasper.Tests.Model;

/// <summary>Secrets for tests, given as arguments so that the user's own are neither read nor made.</summary>
internal static class TestSecrets
{
    public const string PostgresPassword = "2f6d1f7a0c4b4e0f8a3f5b7c9d1e2f30";
    public const string RedisPassword = "7c9e6679f7424a1b9d1ce6f3a2b4c5d6";
    public const string EncryptionKey = "a6256b01478ef2a5e253b373f8587cf3";
    public const string JwtSecret = "90fcd059206fb630a24bf77b641b8867";

    public static IEnumerable<string> Arguments =>
    [
        $"--Parameters:postgres-password={PostgresPassword}",
        $"--Parameters:redis-password={RedisPassword}",
        $"--Parameters:encryption-key={EncryptionKey}",
        $"--Parameters:jwt-secret={JwtSecret}",
    ];
}
