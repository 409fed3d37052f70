using Wasper.Gateway.Acme;
using Wasper.Gateway.Acme.Storage;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Gateway.Acme.Storage;

public sealed class IssuerStoreTests : IDisposable
{
    private static readonly Uri _directory = new("https://ca.example.com/dir");

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WriteAccountAsync_ReadByAnother_IsTheSame()
    {
        var account = new AcmeAccount("key", new Uri("https://ca.example.com/account/1"), "next");

        await Open(_directory).WriteAccountAsync(account, Token);

        Assert.Equal(account, await Open(_directory).ReadAccountAsync(Token));
    }

    [Fact]
    public async Task ReadAccountAsync_DirectoryChanged_KeepsTheKeyAlone()
    {
        await Open(_directory).WriteAccountAsync(new AcmeAccount("key", new Uri("https://ca.example.com/account/1")), Token);

        Assert.Equal(new AcmeAccount("key", null), await Open(new Uri("https://other.example.com/dir")).ReadAccountAsync(Token));
    }

    [Fact]
    public async Task ReadPendingOrderAsync_ByNames_IsTheirs()
    {
        var order = new PendingOrder(new Uri("https://ca.example.com/order/1"), "key", ["a.example.com", "b.example.com"], "shortlived");
        await Open(_directory).WritePendingOrderAsync(order, Token);

        Assert.Null(await Open(_directory).ReadPendingOrderAsync(["a.example.com"], Token));
        var read = await Open(_directory).ReadPendingOrderAsync(order.Names, Token);
        Assert.Equal((order.Url, order.Key, order.Profile), (read!.Url, read.Key, read.Profile));
        Assert.Equal(order.Names, read.Names);

        await Open(_directory).ForgetPendingOrderAsync(order.Names, Token);
        Assert.Null(await Open(_directory).ReadPendingOrderAsync(order.Names, Token));
    }

    [Fact]
    public async Task ReadAccountAsync_Damaged_SaysWhichAndWhatToDo()
    {
        await Open(_directory).WriteAccountAsync(new AcmeAccount("key", null), Token);
        await File.WriteAllTextAsync(_folder["issuers/own/account.json"], "{", Token);

        var exception = await Assert.ThrowsAsync<StoreException>(() => Open(_directory).ReadAccountAsync(Token));

        Assert.StartsWith("'issuers/own/account.json' in the gateways' store is damaged", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("restore it, or remove it.", exception.Message, StringComparison.Ordinal);
    }

    private IssuerStore Open(Uri directory) => new(new FolderStore(_folder.Path, TimeProvider.System), "own", directory);
}
