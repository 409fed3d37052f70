using System.Security.Cryptography;
using Wasper.BackupService.Encryption.Age;
using Wasper.BinaryCache;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.BackupService.Encryption.Age;

/// <summary>Files and keys go both ways between us and <c>age</c> itself.</summary>
public sealed class AgeToolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(PayloadCipher.ChunkSize)]
    [InlineData((2 * PayloadCipher.ChunkSize) + 5)]
    public async Task Decrypt_OurFile_AgeGivesWhatWasWritten(int length)
    {
        var age = InstalledTool.Path("age");
        var plain = RandomNumberGenerator.GetBytes(length);
        var identity = AgeIdentity.Generate();
        await File.WriteAllTextAsync(At("key"), $"{identity.Reveal()}\n", Token);
        await File.WriteAllBytesAsync(At("file.age"), await AgeFiles.EncryptAsync(plain, AgeIdentity.Generate().Recipient, identity.Recipient), Token);

        await new ToolProcess(age, "-d", "-i", At("key"), "-o", At("plain"), At("file.age")).RunCheckedAsync("age", Token);

        Assert.Equal(plain, await File.ReadAllBytesAsync(At("plain"), Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(PayloadCipher.ChunkSize)]
    [InlineData((2 * PayloadCipher.ChunkSize) + 5)]
    public async Task Decrypt_FileAndKeyOfAge_GivesWhatWasWritten(int length)
    {
        var (age, keygen) = (InstalledTool.Path("age"), InstalledTool.Path("age-keygen"));
        var plain = RandomNumberGenerator.GetBytes(length);
        await File.WriteAllBytesAsync(At("plain"), plain, Token);
        await new ToolProcess(keygen, "-o", At("key")).RunCheckedAsync("age-keygen", Token);
        var identities = AgeIdentity.ParseFile(await File.ReadAllTextAsync(At("key"), Token));

        await new ToolProcess(age, "-r", $"{identities[0].Recipient}", "-o", At("file.age"), At("plain")).RunCheckedAsync("age", Token);

        Assert.Equal(plain, await AgeFiles.DecryptAsync(await File.ReadAllBytesAsync(At("file.age"), Token), [.. identities]));
    }

    private string At(string name) => Path.Combine(_folder.Path, name);
}
