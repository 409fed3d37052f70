using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Wasper.BackupService.Encryption.Age;

/// <summary>What opens a file: a secret X25519 key, <c>AGE-SECRET-KEY-1…</c>.</summary>
internal sealed class AgeIdentity
{
    public const string Prefix = "age-secret-key-";

    private readonly byte[] _key;

    private AgeIdentity(byte[] key)
    {
        _key = key;
        var point = new byte[X25519.PointSize];
        X25519.ScalarMultBase(key, 0, point, 0);
        Recipient = new AgeRecipient(point);
    }

    public AgeRecipient Recipient { get; }

    public static AgeIdentity Generate() => new(RandomNumberGenerator.GetBytes(X25519.ScalarSize));

    /// <summary>Reads a key; what is wrong is never repeated in the error, for most of it may be right.</summary>
    /// <exception cref="AgeException">It is none, or was mistyped.</exception>
    public static AgeIdentity Parse(string text) =>
        Bech32.TryDecode(Prefix, text) is { Length: X25519.ScalarSize } key && text.StartsWith(Prefix.ToUpperInvariant(), StringComparison.Ordinal)
            ? new AgeIdentity(key)
            : throw new AgeException(AgeFailure.BadKey, "it holds no secret key of age, which begins with 'AGE-SECRET-KEY-1' and has 74 characters");

    /// <summary>Reads what <c>age-keygen</c> writes: a key a line, and comments.</summary>
    /// <exception cref="AgeException">It holds no key, or one that was mistyped.</exception>
    public static IReadOnlyList<AgeIdentity> ParseFile(string content)
    {
        var keys = AgeKeyFile.Lines(content).Select(Parse).ToList();
        return keys.Count > 0 ? keys : [Parse("")];
    }

    /// <summary>The secret both sides of an exchange come to; null for a point that gives none, which no honest writer sends.</summary>
    public byte[]? TryAgree(ReadOnlySpan<byte> share)
    {
        var secret = new byte[X25519.PointSize];
        return X25519.CalculateAgreement(_key, 0, share.ToArray(), 0, secret, 0) ? secret : null;
    }

    /// <summary>The secret itself, for a key file.</summary>
    public string Reveal() => Bech32.Encode(Prefix, _key).ToUpperInvariant();

    /// <summary>Never the secret: this may end up in a log.</summary>
    public override string ToString() => $"the secret key of {Recipient}";
}
