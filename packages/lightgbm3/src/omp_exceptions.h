// Included before every C++ source of LightGBM (scripts/setup/native.sh). LightGBM carries an error out of a parallel
// loop with a helper whose destructor throws it a second time while the first is under way, which ends the process: a
// misspelt number in a data file is enough. This one throws once, so that the C API can report the error.
#if defined(_OPENMP) && __has_include(<LightGBM/utils/openmp_wrapper.h>)

#include <LightGBM/utils/openmp_wrapper.h>

#include <exception>
#include <mutex>

namespace lightgbm3 {

class LoopException {
 public:
  void CaptureException() {
    std::lock_guard<std::mutex> guard(lock_);
    if (first_ == nullptr) first_ = std::current_exception();
  }

  void ReThrow() {
    if (first_ != nullptr) std::rethrow_exception(first_);
  }

 private:
  std::exception_ptr first_;
  std::mutex lock_;
};

}  // namespace lightgbm3

#undef OMP_INIT_EX
#define OMP_INIT_EX() lightgbm3::LoopException omp_except_helper

#endif
