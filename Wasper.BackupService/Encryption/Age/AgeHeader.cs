using System.Security.Cryptography;
using System.Text;

namespace Wasper.BackupService.Encryption.Age;

/// <summary>The beginning of a file: who can open it, and with which key (C2SP, age v1). Text, so that a person sees what it is.</summary>
internal static class AgeHeader
{
    public const int FileKeySize = 16;

    private const string Version = "age-encryption.org/v1";
    private const string Kind = "X25519";
    private const string StanzaStart = "-> ";
    private const string End = "---";
    private const int Columns = 64;
    private const int ShareSize = 32;
    private const int TagSize = 16;

    /// <summary>No file of ours comes near it; a hostile one must not fill the memory.</summary>
    private const int MostBytes = 64 * 1024;

    private static readonly byte[] _wrapInfo = Encoding.ASCII.GetBytes($"{Version}/{Kind}");
    private static readonly byte[] _macInfo = "header"u8.ToArray();

    /// <summary>The header of a file whose key each of <paramref name="recipients"/> can find in it.</summary>
    public static byte[] Write(byte[] fileKey, IEnumerable<AgeRecipient> recipients)
    {
        var text = new StringBuilder().Append(Version).Append('\n');
        foreach (var recipient in recipients)
        {
            var once = AgeIdentity.Generate();
            var share = once.Recipient.Key;
            var secret = once.TryAgree(recipient.Key)
                ?? throw new AgeException(AgeFailure.BadKey, $"'{recipient}' is a public key that nobody can have the secret of");
            using var cipher = new ChaCha20Poly1305(WrapKey(secret, share, recipient));
            var wrapped = new byte[FileKeySize + TagSize];
            cipher.Encrypt(new byte[PayloadCipher.NonceSize], fileKey, wrapped.AsSpan(..FileKeySize), wrapped.AsSpan(FileKeySize..));
            text.Append(StanzaStart).Append(Kind).Append(' ').Append(ToBase64(share)).Append('\n').Append(ToBase64(wrapped)).Append('\n');
        }

        text.Append(End);
        var mac = Mac(fileKey, Encoding.ASCII.GetBytes(text.ToString()));
        return Encoding.ASCII.GetBytes(text.Append(' ').Append(ToBase64(mac)).Append('\n').ToString());
    }

    /// <summary>Reads the header from the beginning of a file, which is left behind its end, and finds the file's key.</summary>
    /// <exception cref="AgeException">It is none, was changed, or is for others.</exception>
    public static async Task<byte[]> ReadAsync(Stream file, IReadOnlyList<AgeIdentity> identities, CancellationToken cancellationToken)
    {
        var head = new MemoryStream();
        if (await ReadLineAsync(file, head, cancellationToken) != Version)
        {
            throw Damaged("it does not begin as a file of age does");
        }

        byte[]? fileKey = null;
        while (true)
        {
            var before = (int)head.Length;
            var line = await ReadLineAsync(file, head, cancellationToken);
            if (line.StartsWith(End, StringComparison.Ordinal))
            {
                return Check(line, head.GetBuffer().AsSpan(0, before + End.Length), fileKey);
            }

            if (!line.StartsWith(StanzaStart, StringComparison.Ordinal))
            {
                throw Damaged("its header was changed");
            }

            var body = await ReadBodyAsync(file, head, cancellationToken);
            if (fileKey is null && line[StanzaStart.Length..].Split(' ') is [Kind, var share])
            {
                fileKey = TryUnwrap(FromBase64(share, ShareSize), body, identities);
            }
        }
    }

    private static byte[] Check(string line, ReadOnlySpan<byte> authenticated, byte[]? fileKey)
    {
        if (fileKey is null)
        {
            throw new AgeException(AgeFailure.NotForThisKey, "it is encrypted for other keys");
        }

        var isRight = line.StartsWith(End + " ", StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(FromBase64(line[(End.Length + 1)..], HMACSHA256.HashSizeInBytes), Mac(fileKey, authenticated));
        return isRight ? fileKey : throw Damaged("its header was changed");
    }

    private static byte[]? TryUnwrap(byte[] share, byte[] wrapped, IReadOnlyList<AgeIdentity> identities)
    {
        if (wrapped.Length != FileKeySize + TagSize)
        {
            throw Damaged("its header was changed");
        }

        foreach (var identity in identities)
        {
            var secret = identity.TryAgree(share) ?? throw Damaged("its header was changed");
            using var cipher = new ChaCha20Poly1305(WrapKey(secret, share, identity.Recipient));
            var fileKey = new byte[FileKeySize];
            try
            {
                cipher.Decrypt(new byte[PayloadCipher.NonceSize], wrapped.AsSpan(..FileKeySize), wrapped.AsSpan(FileKeySize..), fileKey);
                return fileKey;
            }
            catch (AuthenticationTagMismatchException)
            {
                // Another's: nothing but trying tells.
            }
        }

        return null;
    }

    private static byte[] WrapKey(byte[] secret, ReadOnlySpan<byte> share, AgeRecipient recipient)
    {
        var key = new byte[PayloadCipher.KeySize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, [.. share, .. recipient.Key], _wrapInfo);
        return key;
    }

    private static byte[] Mac(byte[] fileKey, ReadOnlySpan<byte> header) =>
        HMACSHA256.HashData(HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, HMACSHA256.HashSizeInBytes, info: _macInfo), header);

    /// <summary>The lines of a stanza's body are full but for the last, which may be empty.</summary>
    private static async Task<byte[]> ReadBodyAsync(Stream file, MemoryStream head, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        while (true)
        {
            var line = await ReadLineAsync(file, head, cancellationToken);
            text.Append(line);
            if (line.Length < Columns)
            {
                return FromBase64(text.ToString(), null);
            }

            if (line.Length > Columns)
            {
                throw Damaged("its header was changed");
            }
        }
    }

    // A byte at a time: what follows the header is not the header's reader's.
    private static async Task<string> ReadLineAsync(Stream file, MemoryStream head, CancellationToken cancellationToken)
    {
        var start = (int)head.Length;
        var next = new byte[1];
        while (await file.ReadAsync(next, cancellationToken) == 1)
        {
            head.WriteByte(next[0]);
            if (next[0] == '\n')
            {
                return Encoding.Latin1.GetString(head.GetBuffer(), start, (int)head.Length - start - 1);
            }

            if (head.Length > MostBytes)
            {
                throw Damaged("its header has no end");
            }
        }

        throw Damaged("it ends in its header");
    }

    private static string ToBase64(ReadOnlySpan<byte> data) => Convert.ToBase64String(data).TrimEnd('=');

    // One way to write each value, so that a changed letter is a changed value.
    private static byte[] FromBase64(string text, int? size)
    {
        var data = new byte[text.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), data, out var length)
            && ToBase64(data.AsSpan(..length)) == text
            && (size ?? length) == length
            ? data[..length]
            : throw Damaged("its header was changed");
    }

    private static AgeException Damaged(string what) => new(AgeFailure.Damaged, what);
}
