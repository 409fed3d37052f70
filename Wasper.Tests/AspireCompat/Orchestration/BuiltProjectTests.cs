using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Wasper.Tests.AspireCompat.Orchestration;

public sealed class BuiltProjectTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wasper-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("AppHost/bin/Debug/net10.0", "Shop/bin/Debug/net10.0/Shop")]
    [InlineData("AppHost/bin/Debug/net10.0", "Shop/bin/Debug/net9.0/Shop")]
    [InlineData("AppHost/bin/Release/net10.0/", "Shop/bin/Release/net10.0/Acme.Shop")]
    [InlineData("artifacts/bin/AppHost/debug", "artifacts/bin/Shop/debug/Shop")]
    public void Find_Built_IsTheAssemblyOfTheSameConfiguration(string own, string output)
    {
        Write("Shop/Shop.csproj");
        Write(output + ".dll");
        Write(output + ".runtimeconfig.json");

        var program = new BuiltProject(PathOf(own)).Find(Project("Shop/Shop.csproj"));

        Assert.Equal(PathOf(output + ".dll"), program.Assembly);
        Assert.Equal(PathOf("Shop"), program.Folder);
        Assert.True(File.Exists(program.Runtime));
    }

    [Fact]
    public void Find_BuiltInAnotherConfiguration_SaysWhatIsMissing()
    {
        Write("Shop/Shop.csproj");
        Write("Shop/bin/Release/net10.0/Shop.dll");
        Write("Shop/bin/Release/net10.0/Shop.runtimeconfig.json");

        var exception = Assert.Throws<DistributedApplicationException>(() => new BuiltProject(PathOf("AppHost/bin/Debug/net10.0")).Find(Project("Shop/Shop.csproj")));

        Assert.Equal(
            $"its project is not built: there is no '{PathOf("Shop/bin/Debug/net10.0/Shop.dll")}'; run 'dotnet build {PathOf("Shop/Shop.csproj")}'.",
            exception.Message);
    }

    /// <summary>The tests themselves are a project that is sure to be built.</summary>
    [Fact]
    public async Task Start_Project_RunsWhatItWasBuiltTo()
    {
        await using var test = new TestApplication();
        var path = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "Wasper.Tests.csproj"));
        Assert.SkipUnless(File.Exists(path), $"The tests were built somewhere else: there is no '{path}'.");
        var project = test.Builder.AddProject("tests", path, launchProfileName: null).WithArgs("-?");

        await test.StartAsync();
        await test.WaitForLineAsync(project.Resource, "usage:");
        var ended = await test.WaitAsync("tests", KnownResourceStates.Finished);

        Assert.Equal("Project", ended.ResourceType);
        Assert.Contains(ended.Properties, property => property.Name == KnownProperties.Project.Path && property.Value is string value && value == path);
        Assert.Contains(ended.EnvironmentVariables, variable => variable is { Name: "ASPNETCORE_ENVIRONMENT", IsFromSpec: true });
    }

    private ProjectResource Project(string path)
    {
        var project = new ProjectResource("shop");
        project.Annotations.Add(new ProjectMetadata(PathOf(path)));
        return project;
    }

    private string PathOf(string path) => Path.Combine(_folder.FullName, Path.TrimEndingDirectorySeparator(path));

    private void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), string.Empty);
    }
}
