using Wasper.BackupService.Encryption.Age;

namespace Wasper.Tests.BackupService.Encryption.Age;

/// <summary>Whole files of age in memory.</summary>
internal static class AgeFiles
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<byte[]> EncryptAsync(byte[] plain, params AgeRecipient[] recipients)
    {
        using var file = new MemoryStream();
        await using var writer = await AgeEncryptStream.BeginAsync(file, recipients, Token);
        await writer.WriteAsync(plain, Token);
        await writer.CompleteAsync(Token);
        return file.ToArray();
    }

    public static async Task<byte[]> DecryptAsync(byte[] file, params AgeIdentity[] identities)
    {
        await using var reader = await AgeDecryptStream.OpenAsync(new MemoryStream(file), identities, Token);
        using var plain = new MemoryStream();
        await reader.CopyToAsync(plain, Token);
        return plain.ToArray();
    }
}
