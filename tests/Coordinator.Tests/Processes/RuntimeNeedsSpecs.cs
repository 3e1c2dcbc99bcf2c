using Troupe.Processes;

namespace Troupe.Tests.Processes;

public sealed class RuntimeNeedsSpecs
{
    [Fact]
    public void A_runtime_that_makes_code_will_do() => Should.NotThrow(() => RuntimeNeeds.Require(dynamicCode: true));

    [Fact]
    public void One_that_does_not_is_refused_with_what_to_do_instead()
    {
        var error = Should.Throw<PlatformNotSupportedException>(() => RuntimeNeeds.Require(dynamicCode: false));
        error.Message.ShouldContain("PublishAot");
        error.Message.ShouldContain("WorkerHost.RunIfWorker");
    }
}
