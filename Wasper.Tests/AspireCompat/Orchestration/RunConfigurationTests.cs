using System.Globalization;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Wasper.Tests.AspireCompat.Orchestration;

public sealed class RunConfigurationTests
{
    [Fact]
    public async Task Environment_EndpointReferences_AreTheAddressesSeenFromTheAsker()
    {
        await using var test = new TestApplication();
        var server = test.AddScript("server", "echo \"listens on $PORT\"; " + TestApplication.Endless);
        server.WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, uriScheme: "http"));
        var endpoint = new EndpointReference(server.Resource, "http");
        server.WithAnnotation(new EnvironmentCallbackAnnotation(context => context.EnvironmentVariables["PORT"] = endpoint.Property(EndpointProperty.TargetPort)));
        var client = test.AddScript("client", "echo \"calls $SERVER\"; " + TestApplication.Endless);
        client.WithAnnotation(new EnvironmentCallbackAnnotation(context => context.EnvironmentVariables["SERVER"] = endpoint));

        await test.StartAsync();
        var listens = await test.WaitForLineAsync(server.Resource, "listens on");
        var calls = await test.WaitForLineAsync(client.Resource, "calls");
        var snapshot = await test.WaitAsync("client", state => state.EnvironmentVariables.Any(variable => !variable.IsFromSpec));

        Assert.True(endpoint.IsAllocated);
        Assert.Equal($"calls {endpoint.Url}", calls);
        Assert.Equal($"http://localhost:{endpoint.Port}", endpoint.Url);
        var port = int.Parse(listens["listens on ".Length..], CultureInfo.InvariantCulture);
        Assert.NotEqual(endpoint.Port, port);
        Assert.Contains(snapshot.EnvironmentVariables, variable => variable == new EnvironmentVariableSnapshot("SERVER", endpoint.Url, IsFromSpec: true));
        Assert.Contains(snapshot.EnvironmentVariables, variable => variable is { Name: "PATH", IsFromSpec: false });
    }

    [Theory]
    [InlineData("{{name}}")]
    [InlineData("{{- broken \"")]
    [InlineData("a {{ b }} {{{c}}}")]
    public async Task Values_ThatLookLikeTemplates_ArriveAsTheyAre(string value)
    {
        await using var test = new TestApplication();
        var script = test.AddScript("script", "printf 'got %s and %s\\n' \"$VALUE\" \"$0\"");
        script.WithAnnotation(new CommandLineArgsCallbackAnnotation(args => args.Add(value)));
        script.WithAnnotation(new EnvironmentCallbackAnnotation(context => context.EnvironmentVariables["VALUE"] = value));

        await test.StartAsync();

        Assert.Equal($"got {value} and {value}", await test.WaitForLineAsync(script.Resource, "got"));
    }

    [Fact]
    public async Task Arguments_WithASecret_AreMarkedInTheSnapshot()
    {
        await using var test = new TestApplication();
        var secret = new ParameterResource("secret", _ => "hidden", secret: true);
        var script = test.AddScript("script", TestApplication.Endless);
        script.WithAnnotation(new CommandLineArgsCallbackAnnotation(args => args.Add(secret)));

        await test.StartAsync();
        var snapshot = await test.WaitAsync("script", KnownResourceStates.Running);

        Assert.True(Assert.Single(snapshot.Properties, property => property.Name == KnownProperties.Executable.Args).IsSensitive);
    }

    [Fact]
    public async Task Log_OfAProcessThatHasEnded_HasAllItsLinesInOrder()
    {
        await using var test = new TestApplication();
        var script = test.AddScript("script", "echo one; echo two; echo three >&2");

        await test.StartAsync();
        await test.WaitAsync("script", KnownResourceStates.Finished);
        var lines = new List<LogLine>();
        await foreach (var batch in test.App.Services.GetRequiredService<ResourceLoggerService>().GetAllAsync(script.Resource).WithCancellation(TestApplication.Token))
        {
            lines.AddRange(batch);
        }

        Assert.Equal(Enumerable.Range(1, lines.Count), lines.Select(line => line.LineNumber));
        Assert.Single(lines, line => line.IsErrorMessage && line.Content.EndsWith(" three", StringComparison.Ordinal));
        Assert.Equal(3, lines.Count);
        Assert.True(lines.FindIndex(line => line.Content.EndsWith(" one", StringComparison.Ordinal)) < lines.FindIndex(line => line.Content.EndsWith(" two", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Urls_OfEndpoints_AreActiveWhileItRuns()
    {
        await using var test = new TestApplication();
        var server = test.AddScript("server", TestApplication.Endless);
        server.WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, uriScheme: "http"));
        server.WithAnnotation(new ResourceUrlsCallbackAnnotation(context =>
        {
            context.Urls.Single().DisplayText = "Front page";
            context.Urls.Add(new ResourceUrlAnnotation { Url = "/more", Endpoint = context.GetEndpoint("http"), DisplayLocation = UrlDisplayLocation.DetailsOnly });
        }));

        await test.StartAsync();
        var endpoint = new EndpointReference(server.Resource, "http");
        var snapshot = await test.WaitAsync("server", KnownResourceStates.Running);
        await test.App.ResourceCommands.ExecuteCommandAsync("server", KnownResourceCommands.StopCommand, TestApplication.Token);
        var ended = await test.WaitAsync("server", KnownResourceStates.Finished);

        Assert.Equal(
            [
                new UrlSnapshot("http", endpoint.Url, IsInternal: false) { DisplayProperties = new UrlDisplayPropertiesSnapshot("Front page") },
                new UrlSnapshot("http", endpoint.Url + "/more", IsInternal: true),
            ],
            snapshot.Urls);
        Assert.All(ended.Urls, url => Assert.True(url.IsInactive));
    }
}
