using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Wasper.BackupService.Encryption.Age;

/// <summary>Who can open a file: a public X25519 key, <c>age1…</c>.</summary>
internal sealed class AgeRecipient
{
    public const string Prefix = "age";

    private readonly byte[] _key;

    public AgeRecipient(byte[] key) => _key = key;

    public ReadOnlySpan<byte> Key => _key;

    /// <exception cref="AgeException">It is none, or was mistyped.</exception>
    public static AgeRecipient Parse(string text) =>
        Bech32.TryDecode(Prefix, text) is { Length: X25519.PointSize } key && text.StartsWith(Prefix, StringComparison.Ordinal)
            ? new AgeRecipient(key)
            : throw new AgeException(AgeFailure.BadKey, $"'{text}' is no public key of age, which begins with 'age1' and has 62 characters");

    /// <summary>Reads a key a line, and comments.</summary>
    /// <exception cref="AgeException">One of them was mistyped.</exception>
    public static IReadOnlyList<AgeRecipient> ParseFile(string content) =>
        [.. AgeKeyFile.Lines(content).Select(Parse)];

    public override string ToString() => Bech32.Encode(Prefix, _key);
}
