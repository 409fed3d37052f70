namespace Wasper.AppHost.Embedded;

/// <summary>A database of the embedded server; made together with its data folder.</summary>
internal sealed class EmbeddedDatabaseResource(string name, string databaseName, EmbeddedPostgresResource parent)
    : Resource(name), IResourceWithParent<EmbeddedPostgresResource>, IResourceWithConnectionString
{
    public string DatabaseName => databaseName;

    public EmbeddedPostgresResource Parent => parent;

    public ReferenceExpression ConnectionStringExpression
        => ReferenceExpression.Create($"{Parent.ConnectionStringExpression};Database={DatabaseName}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties()
        => ((IResourceWithConnectionString)Parent).GetConnectionProperties().Append(new("DatabaseName", ReferenceExpression.Create($"{DatabaseName}")));
}
