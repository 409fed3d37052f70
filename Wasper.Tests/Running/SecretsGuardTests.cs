using Wasper.AppHost.Embedded;
using Wasper.AppHost.Running;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Running;

public sealed class SecretsGuardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Data => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_FirstStart_KeepsHashesOnlyAndPrivately()
    {
        await SecretsGuard.CheckAsync(Data, Secrets("0123456789abcdef"), Token);

        var file = Assert.Single(Directory.GetFiles(Data));
        Assert.DoesNotContain("0123456789abcdef", await File.ReadAllTextAsync(file, Token), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Check_SameSecrets_Passes()
    {
        await SecretsGuard.CheckAsync(Data, Secrets("one"), Token);

        await SecretsGuard.CheckAsync(Data, Secrets("one"), Token);
    }

    [Fact]
    public async Task Check_OtherSecret_NamesItAndTheRemedyAndChangesNothing()
    {
        await SecretsGuard.CheckAsync(Data, Secrets("one"), Token);

        var exception = await Assert.ThrowsAsync<PreparationException>(() => SecretsGuard.CheckAsync(Data, Secrets("two"), Token));

        Assert.Contains("Parameters:encryption-key", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameters:jwt-secret", exception.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet user-secrets set", exception.Message, StringComparison.Ordinal);
        await SecretsGuard.CheckAsync(Data, Secrets("one"), Token);
    }

    [Fact]
    public async Task Check_DamagedFile_SaysSo()
    {
        await SecretsGuard.CheckAsync(Data, Secrets("one"), Token);
        await File.WriteAllTextAsync(Directory.GetFiles(Data).Single(), "{", Token);

        var exception = await Assert.ThrowsAsync<PreparationException>(() => SecretsGuard.CheckAsync(Data, Secrets("one"), Token));

        Assert.Contains("is damaged", exception.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Secrets(string encryptionKey)
        => new() { ["encryption-key"] = encryptionKey, ["jwt-secret"] = "always the same" };
}
