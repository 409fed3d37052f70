using System.Runtime.Versioning;

namespace Wasper.Tests.Gateway.Tls;

public sealed class AcmeSourceTests : IDisposable
{
    private readonly StoreUnderTest _test = new("acme");

    [Fact]
    public void Current_NothingStored_ASelfSignedOneIsServedAndNotStored()
    {
        var store = _test.Open();

        Assert.True(store.State.IsSelfSigned);
        Assert.Contains("wasper.example.com", store.State.Names);
        Assert.Same(store.Current, store.Refresh());
        Assert.Empty(_test.Files);
    }

    [Fact]
    public void Current_OneStored_IsServed()
    {
        var stored = _test.Put(_test.Issuer.Issue());

        Assert.Equal(stored, _test.Open().Current.Pem);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(60)]
    public void Current_StoredOneExpiredOrDamaged_ASelfSignedOneIsServedAndTheFilesStay(int daysLeft)
    {
        var stored = _test.Put(_test.Issuer.Issue(daysLeft: daysLeft));
        if (daysLeft > 0)
        {
            stored = _test.Put(stored with { Key = "not a key" });
        }

        var store = _test.Open();

        Assert.True(store.State.IsSelfSigned);
        Assert.Same(store.Current, store.Refresh());
        Assert.Equal(stored.Certificate, File.ReadAllText(_test.CertificatePath));
        Assert.Equal(stored.Key, File.ReadAllText(_test.KeyPath));
        Assert.Equal(daysLeft > 0 ? 1 : 0, _test.Warnings.Count());
    }

    [Fact]
    public void Refresh_StoredOneExpires_ASelfSignedOneIsServed()
    {
        _test.Put(_test.Issuer.Issue(daysLeft: 1));
        var store = _test.Open();
        Assert.False(store.State.IsSelfSigned);

        _test.Time.Advance(TimeSpan.FromDays(2));
        store.Refresh();

        Assert.True(store.State.IsSelfSigned);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Install_AfterASelfSignedOne_IsServedStoredForTheOwnerAloneAndAnnouncedOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        var store = _test.Open();
        Assert.True(store.State.IsSelfSigned);
        var announced = new List<string>();
        store.Changed += state => announced.AddRange(state.Names);

        var pem = _test.Issuer.Issue("wasper.example.com");
        store.Install(pem);
        store.Refresh();

        Assert.Equal(pem, store.Current.Pem);
        Assert.Equal(["wasper.example.com"], announced);
        Assert.Equal(["cert.pem", "key.pem"], _test.Files);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_test.KeyPath));
        Assert.Equal(pem, _test.Open().Current.Pem);
    }

    [Fact]
    public void Install_KeyOfAnotherCertificate_ThrowsAndChangesNothing()
    {
        var stored = _test.Put(_test.Issuer.Issue());
        var store = _test.Open();
        var before = store.Current;

        Assert.ThrowsAny<ArgumentException>(() => store.Install(_test.Issuer.Issue() with { Key = stored.Key }));

        Assert.Same(before, store.Current);
        Assert.Equal(stored.Certificate, File.ReadAllText(_test.CertificatePath));
    }

    [Fact]
    public void Refresh_AnotherGatewayHasInstalledOne_IsServed()
    {
        var (first, second) = (_test.Open(), _test.Open());
        Assert.True(second.State.IsSelfSigned);

        var pem = _test.Issuer.Issue();
        first.Install(pem);

        Assert.Equal(pem, second.Refresh().Pem);
    }

    [Fact]
    public void Current_InstallWasCutBetweenTheTwoFiles_TheNewOneIsServed()
    {
        var (old, next) = (_test.Issuer.Issue(), _test.Issuer.Issue());
        _test.Put(old with { Key = next.Key });
        File.WriteAllText(_test.CertificatePath + ".tmp", next.Certificate);

        Assert.Equal(next, _test.Open().Current.Pem);
        Assert.Equal(["cert.pem", "key.pem"], _test.Files);
    }

    [Fact]
    public void Current_InstallWasCutBeforeTheFirstFile_TheOldOneIsServed()
    {
        var old = _test.Put(_test.Issuer.Issue());
        File.WriteAllText(_test.KeyPath + ".tmp", "half a");
        File.WriteAllText(_test.CertificatePath + ".tmp", "");

        var store = _test.Open();
        Assert.Equal(old, store.Current.Pem);

        store.Install(_test.Issuer.Issue());
        Assert.Equal(["cert.pem", "key.pem"], _test.Files);
    }

    public void Dispose() => _test.Dispose();
}
