namespace Wasper.Tests.EndToEnd.Containers;

/// <summary>The tests that share one engine: starting it and building its images takes up to a minute.</summary>
[CollectionDefinition(Name)]
public sealed class SharedContainerEngine : ICollectionFixture<ContainerEngine>
{
    public const string Name = "Container engine";
}
