using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.AspireCompat.Model;

public sealed class ProjectTests : IDisposable
{
    private const string Profiles = """
        {
          // As Visual Studio writes it.
          "profiles": {
            "IIS Express": { "commandName": "IISExpress" },
            "http": { "commandName": "Project", "applicationUrl": "http://localhost:5100", "environmentVariables": { "A": "1" } },
            "both": { "commandName": "Project", "applicationUrl": "https://localhost:5101;http://localhost:5102" },
          },
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AddProject_NoProfileNamed_TakesTheFirstThatStartsIt()
    {
        var web = Builder(Profiles).AddProject("web", "web/web.csproj");
        TestModel.Allocate(web, "http", 5100, "6100");

        var environment = await TestModel.EnvironmentOf(web);

        Assert.Equal([("http", 5100)], Endpoints(web));
        Assert.Equal("1", environment["A"]);
        Assert.Equal("http", environment["DOTNET_LAUNCH_PROFILE"]);
        Assert.Equal("http://localhost:6100", environment["ASPNETCORE_URLS"]);
        Assert.DoesNotContain("ASPNETCORE_HTTPS_PORT", environment.Keys);
    }

    [Fact]
    public async Task AddProject_ProfileNamed_TakesIt()
    {
        var web = Builder(Profiles).AddProject("web", "web/web.csproj", "both");
        TestModel.Allocate(web, "https", 5101, "6101");
        TestModel.Allocate(web, "http", 5102, "6102");

        var environment = await TestModel.EnvironmentOf(web);

        Assert.Equal([("https", 5101), ("http", 5102)], Endpoints(web));
        Assert.Equal("https://localhost:6101;http://localhost:6102", environment["ASPNETCORE_URLS"]);
        Assert.Equal("5101", environment["ASPNETCORE_HTTPS_PORT"]);
    }

    [Fact]
    public async Task AddProject_NullProfile_DoesWithout()
    {
        var web = Builder(Profiles).AddProject("web", "web/web.csproj", launchProfileName: null);

        var environment = await TestModel.EnvironmentOf(web);

        Assert.Empty(Endpoints(web));
        Assert.DoesNotContain("A", environment.Keys);

        // Not the AppHost's own, which the process would inherit.
        Assert.Equal(string.Empty, environment["ASPNETCORE_URLS"]);
    }

    [Fact]
    public async Task AddProject_EndpointWithItsOwnVariable_IsNotAServerAddress()
    {
        var web = Builder().AddProject("web", "web/web.csproj").WithHttpEndpoint(env: "Web__Port").WithHttpEndpoint(name: "admin");
        TestModel.Allocate(web, "http", 5100, "6100");
        TestModel.Allocate(web, "admin", 5101, "6101");

        var environment = await TestModel.EnvironmentOf(web);

        Assert.Equal("6100", environment["Web__Port"]);
        Assert.Equal("http://localhost:6101", environment["ASPNETCORE_URLS"]);
    }

    [Fact]
    public async Task AddProject_PublishMode_KeepsNothingOfTheDevelopersMachine()
    {
        var web = Builder(Profiles, "--operation", "publish").AddProject("web", "web/web.csproj", "both");

        var environment = await TestModel.EnvironmentOf(web);

        Assert.Equal([("https", null), ("http", null)], Endpoints(web));
        Assert.Equal("{web.bindings.http.targetPort}", environment["HTTP_PORTS"]);
        Assert.Equal("true", environment["ASPNETCORE_FORWARDEDHEADERS_ENABLED"]);
        Assert.DoesNotContain("DOTNET_LAUNCH_PROFILE", environment.Keys);
        Assert.DoesNotContain("ASPNETCORE_URLS", environment.Keys);
    }

    [Fact]
    public void AddProject_UnknownProfile_NamesThoseThereAre()
    {
        var exception = Assert.Throws<DistributedApplicationException>(() => Builder(Profiles).AddProject("web", "web/web.csproj", "prod"));

        Assert.Contains("'web' has no launch profile 'prod'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'http', 'both'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddProject_DamagedLaunchSettings_NamesTheFile()
    {
        var exception = Assert.Throws<DistributedApplicationException>(() => Builder("{ \"profiles\": ").AddProject("web", "web/web.csproj"));

        Assert.Contains("launchSettings.json", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddProject_MalformedAddress_NamesProfileAndAddress()
    {
        var builder = Builder("""{ "profiles": { "p": { "commandName": "Project", "applicationUrl": "localhost:5100" } } }""");

        var exception = Assert.Throws<DistributedApplicationException>(() => builder.AddProject("web", "web/web.csproj"));

        Assert.Contains("launch profile 'p' of 'web' has the address 'localhost:5100'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddProject_NoSuchFile_NamesIt()
    {
        var exception = Assert.Throws<DistributedApplicationException>(() => Builder().AddProject("web", "other/web.csproj"));

        Assert.Contains(_folder["other/web.csproj"], exception.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(string, int?)> Endpoints(IResourceBuilder<IResource> builder) =>
        builder.Resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => (endpoint.Name, endpoint.Port));

    private IDistributedApplicationBuilder Builder(string? launchSettings = null, params string[] args)
    {
        Directory.CreateDirectory(_folder["web/Properties"]);
        File.WriteAllText(_folder["web/web.csproj"], "<Project />");
        if (launchSettings is not null)
        {
            File.WriteAllText(_folder["web/Properties/launchSettings.json"], launchSettings);
        }

        return TestModel.CreateIn(_folder.Path, args);
    }
}
