using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Wasper.Tests.AspireCompat.Model;

public sealed class WaitTests
{
    private readonly IDistributedApplicationBuilder _builder = TestModel.Create();
    private readonly IResourceBuilder<PostgresDatabaseResource> _database;
    private readonly IResourceBuilder<ExecutableResource> _client;

    public WaitTests()
    {
        _database = _builder.AddPostgres("postgres").AddDatabase("appdb");
        _client = _builder.AddExecutable("client", "node", ".");
    }

    [Fact]
    public void WaitFor_Database_WaitsForItsServerFirst()
    {
        _client.WaitFor(_database, WaitBehavior.StopOnResourceUnavailable);

        Assert.Equal(
            [("postgres", WaitType.WaitUntilHealthy, WaitBehavior.StopOnResourceUnavailable), ("appdb", WaitType.WaitUntilHealthy, WaitBehavior.StopOnResourceUnavailable)],
            Waits().Select(wait => (wait.Resource.Name, wait.WaitType, wait.WaitBehavior!.Value)));
        Assert.Equal(["appdb"], _client.Resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(relation => relation.Resource.Name));
    }

    [Fact]
    public void WaitForStart_Database_NeedsNeitherHealthy()
    {
        _client.WaitForStart(_database);

        Assert.All(Waits(), wait => Assert.Equal((WaitType.WaitUntilStarted, null), (wait.WaitType, wait.WaitBehavior)));
    }

    [Fact]
    public void WaitForCompletion_ExitCode_IsKept()
    {
        _client.WaitForCompletion(_builder.AddExecutable("job", "true", "."), exitCode: 3);

        var wait = Assert.Single(Waits());
        Assert.Equal((WaitType.WaitForCompletion, 3), (wait.WaitType, wait.ExitCode));
    }

    [Fact]
    public void WaitFor_Itself_IsRefused() =>
        Assert.Contains("'client' cannot wait for itself", Assert.Throws<DistributedApplicationException>(() => _client.WaitFor(_client)).Message, StringComparison.Ordinal);

    [Fact]
    public void WaitFor_WhatItBelongsTo_IsRefused()
    {
        var child = _builder.AddResource(new Child("child", _client.Resource));

        var exception = Assert.Throws<DistributedApplicationException>(() => child.WaitFor(_client));

        Assert.Contains("'child' cannot wait for 'client'", exception.Message, StringComparison.Ordinal);
    }

    private WaitAnnotation[] Waits() => [.. _client.Resource.Annotations.OfType<WaitAnnotation>()];

    private sealed class Child(string name, IResource parent) : Resource(name), IResourceWithParent, IResourceWithWaitSupport
    {
        public IResource Parent => parent;
    }
}
