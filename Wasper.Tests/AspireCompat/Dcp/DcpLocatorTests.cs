using Aspire.Hosting.Dcp;
using Microsoft.Extensions.Configuration;

namespace Wasper.Tests.AspireCompat.Dcp;

public sealed class DcpLocatorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wasper-test-");

    [Fact]
    public void Find_SettingAndVariable_SettingWins()
    {
        var set = Touch("set/dcp/dcp");
        Touch("variable/dcp");

        var bundle = Find(("DcpPublisher:CliPath", set), ("ASPIRE_DCP_PATH", Path.Combine(_folder.FullName, "variable")));

        Assert.Equal(set, bundle!.DcpPath);
    }

    [Fact]
    public void Find_BundleLayout_FindsDashboardBesideDcp()
    {
        var dcp = Touch("dcp/dcp");
        var dashboard = Touch("managed/aspire-managed");

        Assert.Equal(new DcpBundle(dcp, dashboard), Find(("ASPIRE_DCP_PATH", Path.GetDirectoryName(dcp)!)));
    }

    [Fact]
    public async Task FindOrFetch_BundleOnTheMachine_FetchesNothing()
    {
        var dcp = Touch("dcp/dcp");
        var dashboard = Touch("managed/aspire-managed");
        var configuration = Configuration(("ASPIRE_DCP_PATH", Path.GetDirectoryName(dcp)!));

        var bundle = await new DcpLocator(DcpOptions.Read(configuration), configuration).FindOrFetchAsync(progress: null, TestContext.Current.CancellationToken);

        Assert.Equal(new DcpBundle(dcp, dashboard), bundle);
    }

    [Fact]
    public void Find_SettingToNowhere_NamesTheSetting()
    {
        var exception = Assert.Throws<DcpException>(() => Find(("DcpPublisher:CliPath", "/nowhere/dcp")));

        Assert.Contains("DcpPublisher:CliPath", exception.Message, StringComparison.Ordinal);
        Assert.Contains("/nowhere/dcp", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_InstalledCliBehindALink_TakesItsNewestBundle()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need no privilege on Unix only.");
        var cli = Touch("opt/bin/aspire");
        File.SetLastWriteTimeUtc(Touch("opt/versions/1/dcp/dcp"), DateTime.UtcNow);
        var newest = Touch("opt/versions/2/dcp/dcp");
        Directory.SetLastWriteTimeUtc(Path.Combine(_folder.FullName, "opt/versions/1"), DateTime.UtcNow.AddDays(-1));
        var path = Directory.CreateDirectory(Path.Combine(_folder.FullName, "path")).FullName;
        File.CreateSymbolicLink(Path.Combine(path, "aspire"), cli);

        Assert.Equal(newest, Find(("PATH", path))!.DcpPath);
    }

    [Fact]
    public void Read_FlagThatIsNone_NamesTheValue()
    {
        var exception = Assert.Throws<DcpException>(() => DcpOptions.Read(Configuration(("DcpPublisher:RandomizePorts", "maybe"))));

        Assert.Contains("maybe", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();

    private static DcpBundle? Find(params (string Key, string Value)[] settings)
    {
        var configuration = Configuration(settings);
        return new DcpLocator(DcpOptions.Read(configuration), configuration).Find();
    }

    private string Touch(string path)
    {
        var full = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, string.Empty);
        return full;
    }
}
