using Aspire.Hosting.ApplicationModel;

namespace Wasper.Tests.AspireCompat.Pipelines;

internal sealed class NamedResource(string name) : Resource(name);
