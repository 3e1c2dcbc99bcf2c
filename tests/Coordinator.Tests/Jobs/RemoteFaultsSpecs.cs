using Troupe.Jobs;
using Troupe.Messages.Errors;
using Troupe.Messages.Jobs;

namespace Troupe.Tests.Jobs;

public sealed class RemoteFaultsSpecs
{
    [Fact]
    public void The_programs_own_exception_type_comes_back_as_itself()
    {
        var rebuilt = RemoteFaults.Rebuild(FaultKind.Threw, RemoteError.From(new StockException("none left", new IOException("disk"))));

        rebuilt.ShouldBeOfType<StockException>().Message.ShouldBe("none left");
        rebuilt.InnerException.ShouldBeOfType<IOException>();
    }

    [Fact]
    public void An_unknown_exception_type_comes_back_as_text_with_its_inner_error()
    {
        var rebuilt = RemoteFaults.Rebuild(FaultKind.Threw, RemoteError.From(new HiddenException("who", new StockException("none left"))));

        rebuilt.ShouldBeOfType<JobFailedException>().RemoteMessage.ShouldBe("who");
        rebuilt.InnerException.ShouldBeOfType<StockException>();
    }

    private sealed class HiddenException(string message, Exception inner) : Exception(message, inner);
}

/// <summary>Public, as a program's own exception types are.</summary>
public sealed class StockException(string message, Exception? innerException = null) : Exception(message, innerException);
