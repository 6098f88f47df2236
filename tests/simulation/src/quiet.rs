//! Takes away what the SDK's clients add to a request for nobody: a user agent, ids and counts of attempts, clocks.
//!
//! What is asked and answered stays as it is.

use aws_runtime::invocation_id::InvocationIdInterceptor;
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_runtime::service_clock_skew::ServiceClockSkewInterceptor;
use aws_runtime::user_agent::UserAgentInterceptor;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, disable_interceptor, dyn_dispatch_hint};
use aws_smithy_types::config_bag::{ConfigBag, FrozenLayer, Layer};

/// Takes headers away that no service here reads.
#[derive(Debug)]
pub struct Quiet(FrozenLayer);

impl Default for Quiet {
    fn default() -> Self {
        let mut layer = Layer::new("quiet");
        let cause = "nobody reads it";
        layer.store_put(disable_interceptor::<UserAgentInterceptor>(cause));
        layer.store_put(disable_interceptor::<InvocationIdInterceptor>(cause));
        layer.store_put(disable_interceptor::<RequestInfoInterceptor>(cause));
        layer.store_put(disable_interceptor::<ServiceClockSkewInterceptor>(cause));
        Self(layer.freeze())
    }
}

#[dyn_dispatch_hint]
impl Intercept for Quiet {
    fn name(&self) -> &'static str {
        "Quiet"
    }

    fn read_before_execution(
        &self,
        _context: &BeforeSerializationInterceptorContextRef<'_>,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        cfg.push_shared_layer(self.0.clone());
        Ok(())
    }
}
