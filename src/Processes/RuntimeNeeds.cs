using System.Runtime.CompilerServices;

namespace Troupe.Processes;

/// <summary>What a pool needs of the runtime that the program was published for.</summary>
internal static class RuntimeNeeds
{
    /// <exception cref="PlatformNotSupportedException">This program's runtime cannot run a pool; the text says what to do.</exception>
    internal static void Require() => Require(RuntimeFeature.IsDynamicCodeSupported);

    /// <summary>The check itself, apart from the runtime it runs on.</summary>
    /// <param name="dynamicCode">Whether code can be made at run time.</param>
    internal static void Require(bool dynamicCode)
    {
        if (dynamicCode)
            return;
        throw new PlatformNotSupportedException(
            "A process pool needs a runtime that makes code at run time, and this program was published without one (Native AOT). "
            + "Its functions have no assembly that a worker process could load, and a worker builds the callers of functions as it "
            + "meets them. "
            + "Publish the program without PublishAot; a single file works, with WorkerHost.RunIfWorker(args) as the first line of "
            + "Main, and so does ReadyToRun for a quick start.");
    }
}
