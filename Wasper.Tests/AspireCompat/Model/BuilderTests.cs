using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.AspireCompat.Model;

public sealed class BuilderTests
{
    [Theory]
    [InlineData("api")]
    [InlineData("API")]
    public void AddResource_SameName_NamesBoth(string name)
    {
        var builder = TestModel.Create();
        builder.AddContainer("api", "nginx");

        var exception = Assert.Throws<DistributedApplicationException>(() => builder.AddParameter(name));

        Assert.Equal(
            $"The resource '{name}' (ParameterResource) cannot be added: there is already a resource 'api' (ContainerResource); give one of them another name.",
            exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("a_b")]
    [InlineData("a--b")]
    [InlineData("a-")]
    [InlineData("é")]
    public void AddResource_NameThatNotAllTake_IsRefused(string name) =>
        Assert.Throws<DistributedApplicationException>(() => TestModel.Create().AddContainer(name, "nginx"));

    [Theory]
    [InlineData("run", true)]
    [InlineData("Publish", false)]
    public void Create_Operation_IsTheMode(string operation, bool isRun)
    {
        var context = TestModel.Create("--operation", operation).ExecutionContext;

        Assert.Equal((isRun, !isRun), (context.IsRunMode, context.IsPublishMode));
    }

    [Fact]
    public void Create_UnknownOperation_SaysWhichThereAre()
    {
        var exception = Assert.Throws<DistributedApplicationException>(() => TestModel.Create("--operation", "depoly"));

        Assert.Equal("The operation 'depoly' is unknown; start with --operation run or --operation publish.", exception.Message);
    }

    [Fact]
    public void Create_PipelineSwitches_AreSettings()
    {
        var configuration = TestModel.Create("--operation", "publish", "--step", "deploy", "--output-path", "/out", "--Wasper:Runtime", "embedded").Configuration;

        Assert.Equal(("deploy", "/out", "embedded"), (configuration["Pipeline:Step"], configuration["Pipeline:OutputPath"], configuration["Wasper:Runtime"]));
    }

    [Fact]
    public void Create_SettingsFileOfTheAppHost_IsReadWhereverItIsStarted()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["appsettings.json"], """{ "A": "file", "B": "file" }""");

        var builder = TestModel.CreateIn(folder.Path, "--B", "line");

        Assert.Equal(("file", "line"), (builder.Configuration["A"], builder.Configuration["B"]));
        Assert.Equal(folder.Path, builder.AppHostDirectory);
    }

    [Fact]
    public void Create_DamagedSettingsFile_IsNamed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["appsettings.json"], "{");

        var exception = Assert.Throws<DistributedApplicationException>(() => TestModel.CreateIn(folder.Path));

        Assert.Contains(folder["appsettings.json"], exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_SettingsFiles_AreNotWatched() => Assert.All(
        ((IConfigurationBuilder)TestModel.Create().Configuration).Sources.OfType<FileConfigurationSource>(),
        source => Assert.False(source.ReloadOnChange, source.Path));

    [Fact]
    public void Build_Twice_IsRefused()
    {
        var builder = TestModel.Create();
        using var application = builder.Build();

        Assert.Throws<InvalidOperationException>(builder.Build);
    }

    [Fact]
    public async Task Annotations_ChangedByManyWhileTheyAreRead_AreAllKept()
    {
        var annotations = TestModel.Create().AddContainer("web", "nginx").Resource.Annotations;
        var before = annotations.Count;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                annotations.Add(new ExplicitStartupAnnotation());
                Assert.NotEmpty(annotations.OfType<ExplicitStartupAnnotation>().ToList());
            }
        })));

        Assert.Equal(before + 400, annotations.Count);
    }

    [Fact]
    public async Task WithCommand_SameName_ReplacesTheFirst()
    {
        var api = TestModel.Create().AddExecutable("api", "node", ".")
            .WithCommand("go", "First", _ => Task.FromResult(CommandResults.Failure("first")))
            .WithCommand("go", "Second", _ => Task.FromResult(CommandResults.Success("second")), new CommandOptions { IsHighlighted = true });

        var command = Assert.Single(api.Resource.Annotations.OfType<ResourceCommandAnnotation>());
        Assert.Equal(("Second", true), (command.DisplayName, command.IsHighlighted));
        Assert.Equal("second", (await command.ExecuteCommand(null!)).Message);
    }

    [Fact]
    public void HealthStatus_Running_IsTheWorstReport()
    {
        var snapshot = new CustomResourceSnapshot { ResourceType = "Test", Properties = [], State = KnownResourceStates.Running };
        HealthReportSnapshot Report(HealthStatus? status) => new("check", status, null, null);

        Assert.Equal(HealthStatus.Healthy, snapshot.HealthStatus);
        Assert.Equal(HealthStatus.Degraded, snapshot.WithHealthReports([Report(HealthStatus.Healthy), Report(HealthStatus.Degraded)]).HealthStatus);
        Assert.Equal(HealthStatus.Unhealthy, snapshot.WithHealthReports([Report(HealthStatus.Healthy), Report(null)]).HealthStatus);
        Assert.Null((snapshot with { State = KnownResourceStates.Starting }).HealthStatus);
    }
}
