using System.Runtime.Versioning;

namespace Wasper.Tests.Gateway.Tls;

public sealed class FileSourceTests : IDisposable
{
    private readonly StoreUnderTest _test = new("file");

    [Fact]
    public void Refresh_BothFilesReplaced_TheNewOneIsServedAndAnnounced()
    {
        _test.Put(_test.Issuer.Issue("old.example"));
        var store = _test.Open();
        Assert.Equal(["old.example"], store.State.Names);
        var announced = new List<string>();
        store.Changed += state => announced.AddRange(state.Names);

        _test.Put(_test.Issuer.Issue("new.example"));
        store.Refresh();
        store.Refresh();

        Assert.Equal(["new.example"], store.State.Names);
        Assert.Equal(["new.example"], announced);
        Assert.Equal("CN=Test Intermediate", store.State.Issuer);
        Assert.False(store.State.IsSelfSigned);
        Assert.Empty(_test.Warnings);
    }

    [Fact]
    public void Refresh_PairHalfWritten_TheOldOneIsServedAndOneWarningWritten()
    {
        _test.Put(_test.Issuer.Issue("old.example"));
        var store = _test.Open();
        var before = store.Current;
        var next = _test.Issuer.Issue("new.example");

        File.WriteAllText(_test.CertificatePath, next.Certificate);
        Assert.Same(before, store.Refresh());
        Assert.Empty(_test.Warnings);
        Assert.Same(before, store.Refresh());
        Assert.Same(before, store.Refresh());
        Assert.Single(_test.Warnings);

        File.WriteAllText(_test.KeyPath, next.Key);
        Assert.Equal(next, store.Refresh().Pem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData(null)]
    public void Refresh_FileDamagedOrGone_TheOldOneIsServed(string? text)
    {
        _test.Put(_test.Issuer.Issue());
        var store = _test.Open();
        var before = store.Current;

        if (text is null)
        {
            File.Delete(_test.CertificatePath);
            File.Delete(_test.KeyPath);
        }
        else
        {
            File.WriteAllText(_test.CertificatePath, text);
        }

        Assert.Same(before, store.Refresh());
        Assert.Same(before, store.Refresh());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Refresh_LinkToAnotherFolderAsKubernetesSets_TheNewOneIsServed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right there.");
        Mount("v1", "old.example");
        Directory.CreateSymbolicLink(_test["data"], "v1");
        var store = _test.Open(("Certificate:CertificatePath", _test["data/tls.crt"]), ("Certificate:KeyPath", _test["data/tls.key"]));
        Assert.Equal(["old.example"], store.State.Names);

        Mount("v2", "new.example");
        Directory.CreateSymbolicLink(_test["data.new"], "v2");
        Directory.Delete(_test["data"]);
        Directory.Move(_test["data.new"], _test["data"]);
        store.Refresh();

        Assert.Equal(["new.example"], store.State.Names);
    }

    [Fact]
    public void Refresh_ExpiredOneInPlaceOfAGoodOne_TheGoodOneIsServed()
    {
        _test.Put(_test.Issuer.Issue());
        var store = _test.Open();
        var before = store.Current;

        _test.Put(_test.Issuer.Issue(daysLeft: -1));

        Assert.Same(before, store.Refresh());
    }

    [Fact]
    public void Current_ExpiredAtTheStart_IsServedAndLeftAlone()
    {
        var expired = _test.Put(_test.Issuer.Issue(daysLeft: -1));

        Assert.Equal(expired, _test.Open().Current.Pem);
        Assert.Equal(["cert.pem", "key.pem"], _test.Files);
    }

    public void Dispose() => _test.Dispose();

    private void Mount(string folder, string name)
    {
        Directory.CreateDirectory(_test[folder]);
        var pem = _test.Issuer.Issue(name);
        File.WriteAllText(_test[$"{folder}/tls.crt"], pem.Certificate);
        File.WriteAllText(_test[$"{folder}/tls.key"], pem.Key);
    }
}
